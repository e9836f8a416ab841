import { isStreamOf, type StreamCategory } from '#domain'
import type { ViewEvent } from '#read-store'

export const isOf = (event: ViewEvent, category: StreamCategory): boolean =>
  isStreamOf(event.stream, category)
