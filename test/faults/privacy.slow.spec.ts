import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { openedByEachTest } from '../support/opened.js'
import { seededFor } from '../support/seeded.js'
import { Office } from './office.js'

const opened = openedByEachTest()

/** How a text or a number may stand in a file. */
function formsOf(value: string | number): Buffer[] {
  if (typeof value === 'number') {
    const binary = Buffer.alloc(8)
    binary.writeBigInt64BE(BigInt(value))
    const swapped = Buffer.from(binary).reverse()
    return [Buffer.from(String(value)), binary.subarray(2), swapped.subarray(0, 6)]
  }
  const escaped = JSON.stringify(value)
    .slice(1, -1)
    .replace(/[^ -~]/g, each => `\\u${each.charCodeAt(0).toString(16).padStart(4, '0')}`)
  const base64 = [0, 1, 2].map(shift => {
    const text = Buffer.concat([Buffer.alloc(shift), Buffer.from(value)]).toString('base64')
    return Buffer.from(text.slice(shift === 0 ? 0 : 4, -4))
  })
  return [Buffer.from(value), Buffer.from(value, 'utf16le'), Buffer.from(escaped), ...base64]
}

function foundIn(dataDir: string, secrets: readonly (string | number)[]): string[] {
  const found: string[] = []
  for (const entry of readdirSync(dataDir, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const bytes = readFileSync(join(entry.parentPath, entry.name))
    for (const secret of secrets) {
      if (formsOf(secret).some(form => bytes.includes(form))) found.push(`${secret} in ${entry.name}`)
    }
  }
  return found
}

describe('The files of a desk', () => {
  it('hold no name, text, user id or chat id of a customer in clear, nor does what it prints', async () => {
    const random = seededFor('privacy')
    const env = { LOG_LEVEL: 'debug' }
    const office = await Office.open(opened, { random, customers: 0, env })
    const { control, staffGroupId } = office.sandbox
    const zinaida = control.createCustomer({
      first_name: 'Zinaida',
      last_name: 'Quillfeather',
      username: 'zina_quillfeather',
      language_code: 'en'
    })
    const ilya = control.createCustomer({ first_name: 'Илларион', last_name: 'Щукин', language_code: 'ru' })
    const desk = await office.start()
    const words: string[] = []
    const write = (user: number, text: string) => {
      words.push(text)
      return control.customerSays({ user_id: user, text }).message_id
    }
    const first = write(zinaida.id, 'My marmalade machine exploded')
    write(ilya.id, 'Самовар протекает')
    control.customerSays({
      user_id: zinaida.id,
      media: { kind: 'document', name: 'marmalade-bill.pdf' },
      text: 'see the bill'
    })
    await office.quiet()
    control.edit({ user_id: zinaida.id, message_id: first, text: 'My marmalade machine imploded' })
    for (const { thread_id: thread } of office.topics) {
      office.writes(thread, 'Dear Zinaida Quillfeather, you wrote: My marmalade machine exploded')
      office.writes(thread, '/note Quillfeather called from 0301234567')
    }
    for (const { id } of await desk.tickets()) {
      const path = `/api/v1/tickets/${id}`
      await desk.post(
        `${path}/notes`,
        { text: 'Илларион Щукин is angry' },
        { 'idempotency-key': `note-${id}` }
      )
      await desk.post(`${path}/replies`, { text: 'Dear Quillfeather' }, { 'idempotency-key': `reply-${id}` })
    }
    await office.quiet()
    control.block({ user_id: ilya.id })
    for (const { thread_id: thread } of office.topics) office.writes(thread, 'Ещё раз: Самовар протекает')
    await office.quiet()
    const names = control.topics({ chat_id: staffGroupId }).map(({ name }) => name)
    expect(names.some(name => name.startsWith('Zinaida Quillfeather · '))).toBe(true)
    expect((await desk.tickets()).map(({ customer }) => customer.display_name)).toContain('Илларион Щукин')

    const secrets = [
      ...words,
      'Zinaida',
      'Quillfeather',
      'zina_quillfeather',
      'Илларион',
      'Щукин',
      'marmalade',
      '0301234567',
      'Самовар',
      'see the bill',
      zinaida.id,
      ilya.id
    ]
    expect(foundIn(office.dataDir, secrets)).toEqual([])
    await office.kill('SIGKILL')
    expect(foundIn(office.dataDir, secrets)).toEqual([])
    const printed = office.process?.output ?? ''
    expect(secrets.filter(secret => printed.includes(String(secret)))).toEqual([])
    expect(printed).not.toContain(office.sandbox.botToken.split(':')[1])
    expect(readdirSync(office.dataDir)).toContain('log.db')
  }, 60_000)
})
