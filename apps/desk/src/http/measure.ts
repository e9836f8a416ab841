import type { RequestHandler } from 'express'
import type { Metrics } from '#observability'

/** Counts and times every request, by the route's pattern: never by an id. */
export function measured({ httpRequestDuration, httpRequestsInFlight }: Metrics): RequestHandler {
  return (request, response, next) => {
    const started = performance.now()
    httpRequestsInFlight.inc()
    response.once('close', () => {
      httpRequestsInFlight.dec()
      const route: unknown = request.route?.path
      httpRequestDuration.observe(
        {
          method: request.method,
          route: typeof route === 'string' ? route : 'none',
          status_class: `${Math.floor(response.statusCode / 100)}xx`
        },
        (performance.now() - started) / 1000
      )
    })
    next()
  }
}
