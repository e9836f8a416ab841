import { expect, it } from '@jest/globals'
import fc from 'fast-check'
import { type TicketCommand, ticketDecider, ticketStream } from '#domain'
import { openMemoryLog } from '#event-log/memory'
import { conceal } from '#privacy'
// The commands that the ticket's own laws are tested with.
import { anyTicketLife } from '../../domain/src/testing/arbitrary-ticket.js'
import { ticketId } from '../../domain/src/testing/ticket.js'
import { contextOf, testDesk } from './testing/test-desk.js'

/** The domain's specs carry an empty token; a desk seals what is in it. */
const withContent = (command: TicketCommand): TicketCommand => {
  const personal = conceal({ text: 'words' })
  switch (command.type) {
    case 'OpenTicket':
      return { ...command, customer: personal, message: { ...command.message, personal } }
    case 'ReceiveCustomerMessage':
      return { ...command, message: { ...command.message, personal } }
    default:
      return 'personal' in command ? { ...command, personal } : command
  }
}

it('every command twice, at any later time and from any process, is one set of events and the first answer', async () => {
  await fc.assert(
    fc.asyncProperty(anyTicketLife, fc.infiniteStream(fc.nat()), async (life, seeds) => {
      const desk = testDesk({ log: openMemoryLog() })
      const subjectId = await desk.vault.subjectFor(42)
      const processes = [desk, desk.another()]
      const ticket = ticketStream(ticketId)
      const pick = () => Number(seeds.next().value)
      const run = (n: number, command: TicketCommand) =>
        (processes[pick() % 3] ?? desk.another()).runner.run(
          ticketDecider,
          ticket,
          withContent(command),
          contextOf(`command ${n}`, { subjectId })
        )
      const answers = []
      for (const [n, command] of life.entries()) {
        // Conflicts sleep: a process that is behind reads the tail first.
        for (const process of processes) await process.runner.load(ticketDecider, ticket)
        const answer = await run(n, command)
        answers.push(answer)
        const earlier = pick() % (n + 1)
        const before = answers[earlier]
        const asked = life[earlier]
        if (!before?.ok || before.value.events.length === 0 || !asked) continue
        // `repeated` is left out: a process that is behind may have the log find the same ids for it.
        const { stream, events, revision, position } = before.value
        expect(await run(earlier, asked)).toMatchObject({
          ok: true,
          value: { stream, events, revision, position }
        })
      }
      const stored = await desk.stored(ticket)
      const answered = answers.flatMap(answer => (answer.ok ? answer.value.events : []))
      expect(stored.map(event => event.id)).toEqual(answered.map(event => event.id))
      expect(new Set(stored.map(event => event.id)).size).toBe(stored.length)
    })
  )
})
