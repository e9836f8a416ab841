import { STATUS_CODES } from 'node:http'
import { Controller, Get, Header, Param } from '@nestjs/common'
import { Public } from '../auth/public.js'
import { htmlPage, pagePolicy } from '../welcome/page.js'
import { explanations } from './explanations.js'
import { notFound } from './problem.js'

/** What a problem's type leads to. */
@Controller('problems')
export class ProblemsController {
  @Public()
  @Get(':problem')
  @Header('Content-Type', 'text/html; charset=utf-8')
  @Header('Content-Security-Policy', pagePolicy)
  page(@Param('problem') name: string): string {
    const explanation = explanations.get(name)
    if (!explanation) throw notFound('problem')
    const { status, says } = explanation
    return htmlPage(name, `<p>${status} ${STATUS_CODES[status]}</p>\n<p>`, says, '</p>')
  }
}
