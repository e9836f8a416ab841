import type { Command } from '@nestjs/cqrs'
import type { Desk } from '#application'

export interface SuggestingOptions {
  readonly desk: Desk
  readonly commands: { execute<R>(command: Command<R>): Promise<R> }
  /** Articles that have such words, best first. Undefined while the index is being built. */
  readonly suggest: (
    words: readonly string[]
  ) => Promise<readonly { readonly id: string; readonly score: number }[] | undefined>
}
