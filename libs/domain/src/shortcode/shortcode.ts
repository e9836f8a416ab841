import { type Instant, ok, refuse, unreachable } from '#kernel'
import type { Decider } from '../decider.js'

type Event<Type extends string, Data> = { readonly type: Type; readonly data: Data }

/** Stream `shortcode-{id}`, the id derived from the folded shortcode: which template has it. */
export type ShortcodeEvent =
  | Event<'ShortcodeTaken', { readonly shortcode: string; readonly templateId: string; readonly at: Instant }>
  | Event<'ShortcodeFreed', { readonly shortcode: string; readonly templateId: string }>

export interface ShortcodeState {
  readonly holder: { readonly templateId: string; readonly at: Instant } | undefined
}

export type ShortcodeCommand =
  | {
      readonly type: 'TakeShortcode'
      readonly shortcode: string
      readonly templateId: string
      readonly at: Instant
      /** A template that is not in force with it: it may have been on its way, or left without freeing it. */
      readonly without: string | undefined
    }
  | { readonly type: 'FreeShortcode'; readonly shortcode: string; readonly templateId: string }

/** So long a template that took a shortcode may take to be published. */
const onItsWayMs = 30_000

/** Taken before a template is published, so that of two at once one is refused. */
export const shortcodeDecider: Decider<ShortcodeCommand, ShortcodeState, ShortcodeEvent, 'shortcode_taken'> =
  {
    initial: { holder: undefined },

    decide(command, { holder }) {
      const { shortcode, templateId } = command
      switch (command.type) {
        case 'TakeShortcode': {
          const { at, without } = command
          const isLeft =
            holder?.templateId === without && holder !== undefined && at - holder.at >= onItsWayMs
          if (holder && holder.templateId !== templateId && !isLeft) {
            return refuse('shortcode_taken', { template_id: holder.templateId })
          }
          return ok([{ type: 'ShortcodeTaken', data: { shortcode, templateId, at } }])
        }
        case 'FreeShortcode':
          return ok(
            holder?.templateId === templateId
              ? [{ type: 'ShortcodeFreed', data: { shortcode, templateId } }]
              : []
          )
        default:
          return unreachable(command)
      }
    },

    evolve(_, event) {
      switch (event.type) {
        case 'ShortcodeTaken':
          return { holder: { templateId: event.data.templateId, at: event.data.at } }
        case 'ShortcodeFreed':
          return { holder: undefined }
        default:
          return unreachable(event)
      }
    }
  }
