import { describe, expect, it } from '@jest/globals'
import { ticketCodeFor } from '#kernel'
import { forget, started } from '../forgetting/testing/started.js'
import { Scene, World } from './testing/scene.js'

const titles = ({ telegram }: World) => telegram.named('editForumTopic').map(({ params }) => params['name'])
const cards = ({ telegram }: World) =>
  telegram.named('editMessageText').map(({ params }) => /Customer: (.*)/.exec(String(params['text']))?.[1])

async function withTicket() {
  const world = new World()
  const scene = await Scene.open(world)
  const { ticketId, subjectId } = await scene.customerWrites('It is broken')
  await scene.quiet()
  return { world, scene, ticketId, subjectId, code: ticketCodeFor(ticketId) }
}

describe('A customer who is renamed', () => {
  it('has the present name in the title of the topic and on the card', async () => {
    const { world, scene, code } = await withTicket()
    await scene.customerIsCalled('Ann')
    await scene.quiet()
    expect([titles(world), cards(world)]).toEqual([[`Ann · ${code}`], ['Ann']])
    await scene.stop()
  })

  it('five times in a second is one edit of each, with the last name', async () => {
    const { world, scene, code } = await withTicket()
    for (const name of ['A', 'An', 'Ann', 'Ann T', 'Ann Taylor']) {
      await scene.customerIsCalled(name)
      await scene.passes(100, 100)
    }
    await scene.quiet()
    expect([titles(world), cards(world)]).toEqual([[`Ann Taylor · ${code}`], ['Ann Taylor']])
    await scene.stop()
  })

  it.each([false, true])(
    'while the topic is being made has it renamed (killed meanwhile: %s)',
    async killed => {
      const world = new World()
      const { telegram } = world
      let scene = await Scene.open(world)
      let answered = () => {}
      telegram.before = async ({ method }) => {
        if (method !== 'createForumTopic') return
        await new Promise<void>(resolve => {
          answered = resolve
        })
      }
      const { ticketId } = await scene.customerWrites('It is broken')
      await scene.passes(500)
      await scene.customerIsCalled('Ann')
      await scene.passes(500)
      telegram.before = async () => {}
      if (killed) {
        await scene.die()
        scene = await Scene.open(world)
      }
      answered()
      await scene.quiet()
      const made = telegram.named('createForumTopic').map(({ params }) => params['name'])
      const code = ticketCodeFor(ticketId)
      expect(made[0]).toBe(`Anna · ${code}`)
      expect([...made, ...titles(world)].at(-1)).toBe(`Ann · ${code}`)
      await scene.stop()
    }
  )

  it('is left alone where the ticket is closed, and named rightly on the next', async () => {
    const { world, scene, ticketId } = await withTicket()
    await scene.act(ticketId, { type: 'CloseTicket', cause: 'command', now: world.clock.now() })
    await scene.quiet()
    const before = world.telegram.named('editMessageText').length
    await scene.customerIsCalled('Ann')
    await scene.quiet()
    expect(titles(world)).toEqual([])
    expect(world.telegram.named('editMessageText')).toHaveLength(before)
    await scene.stop()
  })

  it('and forgotten leaves neither name in topic and card', async () => {
    const world = new World()
    const { scene, running } = await started(world)
    const { ticketId, subjectId } = await scene.customerWrites('It is broken')
    await scene.quiet()
    await scene.customerIsCalled('Ann')
    await forget(scene, subjectId)
    await scene.quiet()
    expect(new Set(titles(world))).toEqual(new Set([`Customer · ${ticketCodeFor(ticketId)}`]))
    expect(new Set(cards(world))).toEqual(new Set(['forgotten']))
    await running.stop()
    await scene.stop()
  })
})
