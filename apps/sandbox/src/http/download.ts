import type { ServerResponse } from 'node:http'
import type { World } from '../world/world.js'
import { decoded } from './decoded.js'

/** Whatever the bytes are, a browser saves them and runs nothing of them. */
const inert = (name: string) => ({
  'content-disposition': `attachment; filename="${name.replaceAll(/[^\w.-]/g, '_')}"`,
  'x-content-type-options': 'nosniff',
  'content-security-policy': 'sandbox'
})

/** `/file/bot<token>/<file_path>`: the bytes of a file, or a line of text in place of a placeholder's. */
export function download(world: World, response: ServerResponse, path: string): void {
  const [, token, fileId] = /^\/file\/bot([^/]+)\/(?:\w+\/)?([\w-]+)$/.exec(decoded(path)) ?? []
  const file = token === world.bot.token && fileId !== undefined ? world.files.get(fileId) : undefined
  if (!file) {
    const body = '{"ok":false,"error_code":404,"description":"Not Found"}'
    response.writeHead(404, { 'content-type': 'application/json' }).end(body)
    return
  }
  const content = world.files.content(file.file_id) ?? Buffer.from(`A placeholder for ${file.name}\n`)
  response
    .writeHead(200, {
      'content-type': /^[ -~]+$/.test(file.mime_type) ? file.mime_type : 'application/octet-stream',
      'content-length': content.length,
      ...inert(file.name)
    })
    .end(content)
}
