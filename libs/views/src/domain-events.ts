import { categoryOf, type StreamCategory } from '#domain'
import type { ViewEvent } from '#read-store'

export const isOf = (event: ViewEvent, category: StreamCategory): boolean =>
  categoryOf(event.stream) === category
