import { flag, position, required, standard, text } from '../fields.js'
import { settingKind } from '../spec.js'

export const queueKind = settingKind({
  kind: 'queue',
  path: 'queues',
  what: 'a queue',
  name: 'Queue',
  example: { name: 'Billing', description: 'Invoices and payments', position: 1 },
  fields: {
    name: required(text(1, 100)),
    description: standard(text(0, 1000), ''),
    position: standard(position, 0),
    default: standard(flag, false)
  }
})
