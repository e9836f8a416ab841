import { type CustomDecorator, SetMetadata } from '@nestjs/common'

export const publicMark = 'topicdesk:public'

/** Answers without a key. Everything else needs one. */
export const Public = (): CustomDecorator => SetMetadata(publicMark, true)
