import { request } from 'node:http'
import { describe, expect, it } from '@jest/globals'
import type { Sandbox } from './sandbox.js'
import { withSandbox } from './testing.js'

/** Asks for exactly this path: `fetch` would tidy it up first. */
const statusOf = ({ url }: Sandbox, path: string): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url)
    const asked = request({ hostname, port, path }, response => {
      response.resume()
      resolve(response.statusCode)
    })
    asked.on('error', reject)
    asked.end()
  })

const notUtf8 = 'Bad Request: strings must be encoded in UTF-8'

describe('a request', () => {
  it('may have an address with several slashes in front', () =>
    withSandbox({}, async sandbox => {
      expect(await statusOf(sandbox, `//bot${sandbox.botToken}/getMe`)).toBe(200)
      expect(await statusOf(sandbox, `///bot${sandbox.botToken}/getMe`)).toBe(200)
      expect(await statusOf(sandbox, '//')).toBe(200)
    }))

  it('with an address that is none gets 404, and the sandbox lives on', () =>
    withSandbox({}, async sandbox => {
      for (const path of ['http://[', 'http://a:b/', '//bot%ff/getMe', '*', '/file/bot%ff']) {
        expect([path, await statusOf(sandbox, path)]).toEqual([path, 404])
      }
      expect(await statusOf(sandbox, `/bot${sandbox.botToken}/getMe`)).toBe(200)
    }))

  it('for a file whose type cannot be written in a header is answered as bytes of no type', () =>
    withSandbox({}, async (sandbox, bot) => {
      const { control } = sandbox
      const { id: user_id } = control.createCustomer({ first_name: 'Dora' })
      const media = { kind: 'document', mime_type: 'text/plain\nx' } as const
      const { document } = control.customerSays({ user_id, media })
      const { file_path } = await bot.get<{ file_path: string }>('getFile', { file_id: document?.file_id })
      expect(await statusOf(sandbox, `/file/bot${sandbox.botToken}/${file_path}`)).toBe(200)
      expect(await statusOf(sandbox, '/')).toBe(200)
    }))

  it('with a multipart body keeps the parameters of its query, and the body wins', () =>
    withSandbox({}, async ({ url, botToken, staffGroupId, control }) => {
      const form = new FormData()
      form.set('text', 'from the body')
      const query = new URLSearchParams({ chat_id: String(staffGroupId), text: 'from the query' })
      await fetch(`${url}/bot${botToken}/sendMessage?${query}`, { method: 'POST', body: form })
      expect(control.messages({ chat_id: staffGroupId })).toMatchObject([{ text: 'from the body' }])
    }))

  it('with text that is not UTF-8 is refused, however it comes', () =>
    withSandbox({}, async ({ url, botToken, staffGroupId: chat_id, control }) => {
      const root = `${url}/bot${botToken}/sendMessage`
      const post = async (type: string, body: string | Buffer, query = '') => {
        const init = { method: 'POST', headers: { 'content-type': type }, body }
        const answer: { description?: string } = JSON.parse(await (await fetch(root + query, init)).text())
        return answer.description
      }
      const form = 'application/x-www-form-urlencoded'
      const broken = Buffer.concat([Buffer.from(`chat_id=${chat_id}&text=a`), Buffer.from([0xff])])
      expect(await post(form, `chat_id=${chat_id}&text=a%FFb`)).toBe(notUtf8)
      expect(await post(form, broken)).toBe(notUtf8)
      expect(await post(form, `chat_id=${chat_id}`, '?text=%C3')).toBe(notUtf8)
      const json = 'application/json'
      expect(await post(json, `{"chat_id":${chat_id},"text":"a\\ud83d"}`)).toBe(notUtf8)
      expect(
        await post(json, Buffer.concat([Buffer.from('{"text":"'), Buffer.from([0xff, 0x22, 0x7d])]))
      ).toBe(notUtf8)
      const part = Buffer.from('--x\r\ncontent-disposition: form-data; name="text"\r\n\r\na?\r\n--x--\r\n')
      part[part.indexOf('?')] = 0xff
      expect(await post('multipart/form-data; boundary=x', part)).toBe(notUtf8)
      expect(control.messages({ chat_id })).toEqual([])
    }))

  it('may hold any Unicode text, also the replacement character itself', () =>
    withSandbox({}, async ({ url, botToken, staffGroupId, control }) => {
      const fields = { chat_id: String(staffGroupId), text: 'é😀\uFFFD%ff' }
      const form = new FormData()
      for (const [name, value] of Object.entries(fields)) form.set(name, value)
      const root = `${url}/bot${botToken}/sendMessage`
      await fetch(root, { method: 'POST', body: form })
      await fetch(root, { method: 'POST', body: new URLSearchParams(fields) })
      const texts = control.messages({ chat_id: staffGroupId }).map(message => message.text)
      expect(texts).toEqual([fields.text, fields.text])
    }))
})
