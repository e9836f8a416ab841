import type { View } from '#read-store'
import { agentView } from './agent/index.js'
import { deliveryView } from './delivery/index.js'
import { settingView } from './setting/index.js'
import { slaView } from './sla/index.js'
import { threadView } from './thread/index.js'
import { ticketView } from './ticket/index.js'

export * from './agent/index.js'
export * from './delivery/index.js'
export * from './sealed-part.js'
export * from './setting/index.js'
export * from './sla/index.js'
export * from './thread/index.js'
export * from './ticket/index.js'

/** All read models of the desk, for whoever runs and rebuilds them. */
export const deskViews: readonly View[] = [
  ticketView,
  threadView,
  agentView,
  settingView,
  deliveryView,
  slaView
]
