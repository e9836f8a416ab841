import { Controller, Get, Inject, Req, Res } from '@nestjs/common'
import type { Request, Response } from 'express'
import { Public } from '../auth/public.js'
import { HTTP_DEPS, type HttpDeps } from '../ports.js'
import { notFound } from '../problems/problem.js'

/** Nothing of another host, nothing inlined, in nobody's frame. */
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; connect-src 'self'; font-src 'self'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'"

/** The console's files: where a page is, stands in the fragment alone. */
@Controller('console')
export class ConsoleController {
  constructor(@Inject(HTTP_DEPS) private readonly deps: HttpDeps) {}

  @Public()
  @Get()
  page(@Req() request: Request, @Res() response: Response): void {
    this.#send('', request, response)
  }

  @Public()
  @Get('*file')
  file(@Req() request: Request, @Res() response: Response): void {
    this.#send(request.path.replace(/^\/console\//i, ''), request, response)
  }

  #send(path: string, request: Request, response: Response): void {
    response.setHeader('Content-Security-Policy', policy)
    const file = this.deps.console.get(path)
    if (!file)
      throw notFound(this.deps.console.size === 0 ? 'console here: it was not built' : 'file of the console')
    const zips = request.acceptsEncodings('gzip') === 'gzip'
    response.setHeader('Content-Type', file.type)
    response.setHeader('Cache-Control', file.isHashed ? 'max-age=31536000, immutable' : 'no-cache')
    response.setHeader('Vary', 'Accept-Encoding')
    if (zips) response.setHeader('Content-Encoding', 'gzip')
    response.end(zips ? file.gzipped : file.bytes)
  }
}
