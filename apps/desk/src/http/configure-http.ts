import type { NestExpressApplication } from '@nestjs/platform-express'
import helmet from 'helmet'
import { measured } from './measure.js'
import type { HttpDeps } from './ports.js'
import { answerUnreadable } from './unreadable.js'

const nothing = ["'none'"]

/** What must be set on the Nest application itself; create it with `bodyParser: false`. */
export function configureHttp(app: NestExpressApplication, { metrics }: Pick<HttpDeps, 'metrics'>): void {
  app.getHttpServer().on('clientError', answerUnreadable)
  app.disable('x-powered-by')
  app.disable('etag')
  app.set('query parser', 'simple')
  app.use(measured(metrics))
  app.use(
    helmet({
      contentSecurityPolicy: {
        useDefaults: false,
        directives: { defaultSrc: nothing, frameAncestors: nothing, baseUri: nothing, formAction: nothing }
      }
    })
  )
}
