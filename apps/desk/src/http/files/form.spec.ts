import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { readUpload } from '#application'
import { openMemoryDeskState } from '#desk-state/memory'
import { systemClock } from '#kernel'
import { startTestApi, type TestApi, testKey } from '../testing.js'

const megabyte = 1024 * 1024
type Fields = readonly (readonly [name: string, value: string | Blob, fileName?: string])[]

describe('a reply with a file', () => {
  let api: TestApi
  let path: string
  let user = 1
  const state = openMemoryDeskState({ clock: systemClock })
  beforeAll(async () => {
    api = await startTestApi({ state })
  })
  afterAll(() => api.stop())
  beforeEach(async () => {
    path = `/api/v1/tickets/tkt_${await api.customerWrites(user++, 'Help')}`
    for await (const { upload } of state.uploads.all()) await state.uploads.drop(upload)
  })

  async function post(fields: Fields, headers: { readonly [name: string]: string } = {}) {
    const form = new FormData()
    for (const [name, value, fileName] of fields) {
      if (typeof value === 'string') form.append(name, value)
      else form.append(name, value, fileName)
    }
    return sent(form, headers)
  }
  async function sent(body: FormData | string, headers: { readonly [name: string]: string } = {}) {
    const answer = await fetch(`${api.url}${path}/replies`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${testKey}`, ...headers },
      body
    })
    return { status: answer.status, headers: answer.headers, body: JSON.parse(await answer.text()) }
  }
  /** A request of that length, of which no more than the beginning has come. */
  async function begun(length: number): Promise<Socket> {
    const socket = connect(Number(new URL(api.url).port), '127.0.0.1')
    await once(socket, 'connect')
    const part = '--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n'
    const headers = [
      `POST ${path}/replies HTTP/1.1`,
      'Host: x',
      `Authorization: Bearer ${testKey}`,
      'Content-Type: multipart/form-data; boundary=x',
      `Content-Length: ${length}`
    ]
    socket.write(`${headers.join('\r\n')}\r\n\r\n${part}`)
    return socket
  }
  const pdf = (content: string | Uint8Array<ArrayBuffer>) => new Blob([content], { type: 'application/pdf' })
  const kept = async () => {
    const uploads = new Set<string>()
    for await (const { upload } of state.uploads.all()) uploads.add(upload)
    return uploads.size
  }
  const thread = async () => {
    await api.settled()
    return (await api.get(`${path}/thread`)).body.data
  }

  it('is accepted with its words as the reply of the agent, and shown in the thread as what it is', async () => {
    const agent = `agt_${await api.agent(900, 'Bob')}`
    const { status, body } = await post([
      ['text', 'Your invoice'],
      ['file', pdf('content'), 'Rechnung März.pdf'],
      ['agent_id', agent]
    ])
    expect([status, body.events.map(({ type }: { type: string }) => type)]).toEqual([
      202,
      expect.arrayContaining(['ReplyRequested'])
    ])
    const message = (await thread()).at(-1)
    expect(message).toMatchObject({
      id: body.message_id,
      kind: 'document',
      text: 'Your invoice',
      author: { kind: 'agent', id: agent },
      file: { name: 'Rechnung März.pdf', mime_type: 'application/pdf', size: 7 },
      delivery: { state: 'pending' }
    })
    expect(await kept()).toBe(1)
  })

  it('needs no words, and a form needs no file', async () => {
    expect((await post([['file', pdf('x'), 'a.pdf']])).status).toBe(202)
    expect((await thread()).at(-1)).toMatchObject({ text: null, kind: 'document' })
    expect((await post([['text', 'only words']])).status).toBe(202)
    expect((await thread()).at(-1)).toMatchObject({ text: 'only words', kind: 'text', file: null })
  })

  it('lies with us until Telegram has it, whole, and is answered from there', async () => {
    const bytes = new Uint8Array(3 * megabyte + 17).map((_, at) => at * 7)
    const { body } = await post([['file', pdf(bytes), 'a.pdf']])
    const answer = await fetch(`${api.url}${path}/files/${body.message_id}`, {
      headers: { Authorization: `Bearer ${testKey}` }
    })
    expect(answer.status).toBe(200)
    expect(Buffer.compare(Buffer.from(await answer.arrayBuffer()), Buffer.from(bytes))).toBe(0)
    const { body: events } = await api.get(`${path}/events`)
    const { personal } = events.data.at(-1)
    const parts: Buffer[] = []
    for await (const part of readUpload(state.uploads, personal.file.upload, bytes.length)) parts.push(part)
    expect(Buffer.concat(parts).equals(Buffer.from(bytes))).toBe(true)
  })

  it('of 50 MB is taken, and of more refused with 413, whether its length is told or not, and nothing of it stays', async () => {
    const most = 50 * megabyte
    expect((await post([['file', pdf(new Uint8Array(most)), 'a']])).status).toBe(202)
    expect(await kept()).toBe(1)
    const more = await post([['file', pdf(new Uint8Array(most + 1)), 'a']])
    expect([more.status, more.body.type]).toEqual([413, '/problems/body_too_large'])
    expect(await kept()).toBe(1)
    const socket = await begun(51 * megabyte)
    const [answer] = await once(socket, 'data')
    expect(String(answer)).toMatch(/^HTTP\/1.1 413 /)
    socket.destroy()
    expect(await kept()).toBe(1)
  })

  it('is one for a key that is used twice with the same, and 422 with another file', async () => {
    const key = { 'Idempotency-Key': 'k-1' }
    const form: Fields = [
      ['text', 'Hi'],
      ['file', pdf('one'), 'a.pdf']
    ]
    const first = await post(form, key)
    const [second, third] = await Promise.all([post(form, key), post(form, key)])
    for (const again of [second, third]) {
      expect([again.status, again.body]).toEqual([202, first.body])
      expect(again.headers.get('idempotent-replayed')).toBe('true')
    }
    expect(await kept()).toBe(1)
    const others: Fields[] = [
      [['file', pdf('two'), 'a.pdf'], ...form.slice(0, 1)],
      [['file', pdf('one'), 'b.pdf'], ...form.slice(0, 1)],
      form.slice(1)
    ]
    for (const other of others) {
      const { status, body } = await post(other, key)
      expect([status, body.type]).toEqual([422, '/problems/idempotency_key_reused'])
    }
    expect(await kept()).toBe(1)
    expect((await thread()).filter(({ kind }: { kind: string }) => kind === 'document')).toHaveLength(1)
  })

  it('that was refused leaves nothing', async () => {
    await api.post(`${path}/status-changes`, { to: 'closed' })
    const { status, body } = await post([['file', pdf('x'), 'a.pdf']])
    expect([status, body.type, await kept()]).toEqual([409, '/problems/ticket_closed', 0])
    path = `/api/v1/tickets/tkt_${crypto.randomUUID()}`
    expect([(await post([['file', pdf('x'), 'a.pdf']])).status, await kept()]).toEqual([404, 0])
  })

  it.each<[string, Fields, string]>([
    ['nothing', [], '/text'],
    ['an empty file', [['file', pdf(''), 'a.pdf']], '/file'],
    [
      'a file under another name',
      [
        ['text', 'x'],
        ['document', pdf('x'), 'a.pdf']
      ],
      '/document'
    ],
    ['a file that is none', [['file', 'words']], '/file'],
    [
      'two files',
      [
        ['file', pdf('x'), 'a'],
        ['file', pdf('y'), 'b']
      ],
      '/file'
    ],
    [
      'words and a file of one name',
      [
        ['file', 'x'],
        ['file', pdf('y'), 'b']
      ],
      '/file'
    ],
    [
      'words twice',
      [
        ['file', pdf('x'), 'a'],
        ['text', 'x'],
        ['text', 'y']
      ],
      '/text'
    ],
    [
      'no agent',
      [
        ['file', pdf('x'), 'a'],
        ['agent_id', 'agt_x']
      ],
      '/agent_id'
    ],
    [
      'too many words',
      [
        ['file', pdf('x'), 'a'],
        ['text', 'x'.repeat(32_769)]
      ],
      '/text'
    ],
    [
      'a field that nobody knows',
      [
        ['file', pdf('x'), 'a'],
        ['__proto__', 'y']
      ],
      '/__proto__'
    ]
  ])('with %s is 422 at its place, and leaves nothing', async (_, fields, pointer) => {
    const { status, body } = await post(fields)
    expect([status, body.errors?.map((error: { pointer: string }) => error.pointer)]).toEqual([
      422,
      [pointer]
    ])
    expect(await kept()).toBe(0)
  })

  it('in JSON is none: 422', async () => {
    const file = { name: 'a', type: 'b', size: 1, sha256: 'c' }
    const { status, body } = await api.post(`${path}/replies`, { text: 'x', file })
    expect([status, body.errors[0].pointer]).toEqual([422, '/file'])
  })

  it.each<[string, string, string]>([
    ['no boundary', 'multipart/form-data', '--x\r\n\r\n--x--'],
    [
      'a form that breaks off',
      'multipart/form-data; boundary=x',
      '--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nbytes'
    ],
    ['no form at all', 'multipart/form-data; boundary=x', '{"text":"x"}'],
    [
      'a part without a name',
      'multipart/form-data; boundary=x',
      '--x\r\nContent-Disposition: form-data\r\n\r\ny\r\n--x--\r\n'
    ],
    [
      'too many parts',
      'multipart/form-data; boundary=x',
      `${'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\ny\r\n'.repeat(40)}--x--\r\n`
    ]
  ])('with %s is a request that can not be read, and leaves nothing', async (_, type, body) => {
    const { status } = await sent(body, { 'Content-Type': type })
    expect([400, 422]).toContain(status)
    expect(await kept()).toBe(0)
  })

  it('whose sender goes away in the middle leaves nothing', async () => {
    const socket = await begun(9 * megabyte)
    socket.write(Buffer.alloc(2 * megabyte))
    while ((await kept()) === 0) await new Promise(resolve => setImmediate(resolve))
    socket.destroy()
    while ((await kept()) > 0) await new Promise(resolve => setImmediate(resolve))
  })

  it('has a name without path and control characters', async () => {
    for (const [given, name] of [
      ['../../etc/pass\u202ewd', 'passwd'],
      ['C:\\temp\\a.txt', 'a.txt'],
      ['..', 'file'],
      [`${'x'.repeat(300)}.pdf`, `${'x'.repeat(251)}.pdf`]
    ] as const) {
      expect([given, (await post([['file', pdf('x'), given]])).status]).toEqual([given, 202])
      expect((await thread()).at(-1).file.name).toBe(name)
    }
  })

  it('as an agent needs agents:act_as', async () => {
    const agent = `agt_${await api.agent(901, 'Carl')}`
    const { body: made } = await api.post('/api/v1/api-keys', { name: 'x', scopes: ['tickets:write'] })
    const headers = { Authorization: `Bearer ${made.key}` }
    const form: Fields = [
      ['file', pdf('x'), 'a'],
      ['agent_id', agent]
    ]
    expect([(await post(form, headers)).status, await kept()]).toEqual([403, 0])
    expect((await post(form.slice(0, 1), headers)).status).toBe(202)
  })

  it('of a request whose answer nobody could remember is kept as it was given first', async () => {
    const forgetful = await startTestApi({ state: { ...state, answered: async () => {} } })
    const ticket = await forgetful.customerWrites(902, 'Help')
    const ask = async () => {
      const form = new FormData()
      form.set('file', pdf('once'), 'a.pdf')
      const answer = await fetch(`${forgetful.url}/api/v1/tickets/tkt_${ticket}/replies`, {
        method: 'POST',
        headers: { Authorization: `Bearer ${testKey}`, 'Idempotency-Key': 'k' },
        body: form
      })
      return [answer.status, await answer.text()]
    }
    const first = await ask()
    expect(await ask()).toEqual(first)
    expect(await kept()).toBe(1)
    const { body } = await forgetful.get(`/api/v1/tickets/tkt_${ticket}/events`)
    const parts: Buffer[] = []
    const secret = body.data.at(-1).personal.file.upload
    for await (const part of readUpload(state.uploads, secret, 4)) parts.push(part)
    expect(Buffer.concat(parts).toString()).toBe('once')
    await forgetful.stop()
  })
})
