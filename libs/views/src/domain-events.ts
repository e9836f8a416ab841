import { type DeskEvent, type StreamCategory } from '#domain'
import type { ViewEvent } from '#read-store'

/**
 * The event with the shape its type promises. The codec in front of the log lets only known types in their present
 * shape through (anything else is `Corrupt` before a view sees it), so the type name decides the shape.
 */
export const deskEventOf = (event: ViewEvent): DeskEvent =>
  ({ type: event.type, data: event.data }) as unknown as DeskEvent

export const isOf = (event: ViewEvent, category: StreamCategory): boolean =>
  event.stream.startsWith(`${category}-`)
