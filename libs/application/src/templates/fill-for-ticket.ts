import { Inject } from '@nestjs/common'
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs'
import { DESK, type Desk } from '../desk.js'
import { type FilledTemplate, type FillFor, fillTemplate } from './fill-template.js'

/** Undefined: no such template is in force. */
export class FillTemplate extends Query<FilledTemplate | undefined> {
  constructor(
    readonly templateId: string,
    readonly about: FillFor
  ) {
    super()
  }
}

@QueryHandler(FillTemplate)
export class FillTemplateHandler implements IQueryHandler<FillTemplate> {
  constructor(@Inject(DESK) private readonly desk: Desk) {}

  execute({ templateId, about }: FillTemplate): Promise<FilledTemplate | undefined> {
    return fillTemplate(this.desk, templateId, about)
  }
}
