import type { RequestHandler } from 'express'

/** So long the rest of a request is read and dropped, so that whoever sends it sees the answer first. */
const graceMs = 500

/** A request that was answered before all of it came does not keep its connection: what is left may be 99 GB. */
export const endUnread: RequestHandler = (request, response, next) => {
  response.once('finish', () => {
    if (request.complete) return
    request.resume()
    setTimeout(() => {
      if (!request.complete) request.socket.destroy()
    }, graceMs).unref()
  })
  next()
}
