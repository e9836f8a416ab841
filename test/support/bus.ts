import type { Command } from '@nestjs/cqrs'

interface Handles {
  execute(asked: unknown): Promise<unknown>
}

/** Hands each command to the handler of its class, without a container. */
export const busOf = (
  handlers: readonly (readonly [abstract new (...given: never[]) => Command<unknown>, object])[]
) => ({
  async execute<R>(command: Command<R>): Promise<R> {
    const [, handler] = handlers.find(([type]) => command instanceof type) ?? []
    if (!handler) throw new Error(`nothing handles ${command.constructor.name}`)
    // The class of the command chooses the handler of its answer.
    return (handler as Handles).execute(command) as Promise<R>
  }
})
