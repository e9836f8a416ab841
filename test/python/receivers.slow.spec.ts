import { expect, it } from '@jest/globals'
import { eventually, HooksScene, path } from '../../apps/desk/src/http/webhooks/testing-scene.js'
import { freePort } from '../servers/ports.js'
import { Documented } from '../support/documented.js'
import { openedByEachTest } from '../support/opened.js'
import { describeWithPython } from './tools.js'

const opened = openedByEachTest()

await describeWithPython('A receiver of docs/integrations.md', ({ env }) => {
  it.each([
    [process.execPath, 'js', 'mjs'],
    ['python3', 'python', 'py']
  ])(
    'is connected, killed and started again, and finds everything, in order: %s',
    async (command, ...file) => {
      const scene = opened.add(await HooksScene.start({ startAt: Date.now() }))
      const { api } = scene
      const port = await freePort()
      const { id, secret } = (await scene.register({ url: `http://127.0.0.1:${port}/` })).body
      const more = { ...env, SECRET: secret, PYTHONUNBUFFERED: '1' }
      const receiver = opened.add(new Documented(command, ...(file as [string, string]), port, more))
      receiver.launch()
      /** Somebody asks for another attempt until it is so. */
      const asked = async (what: string, body: object, holds: () => Promise<boolean>) => {
        while (!(await holds())) {
          await api.post(`${path}/${id}/${what}`, body)
          await new Promise(resolve => setTimeout(resolve, 50))
        }
      }
      const told = (count: number) => async () => receiver.lines.length >= count
      await asked('verifications', {}, async () => (await scene.stateOf(id)) === 'active')
      await api.post(`${path}/${id}/tests`, {})
      await eventually(told(1))
      expect(receiver.lines.splice(0)).toEqual([expect.stringMatching(/^webhook\.test /)])
      const { code } = (await api.get(`/api/v1/tickets/tkt_${await api.customerWrites(1, 'Help')}`)).body
      await asked('replays', { only: 'given_up' }, told(2))
      await receiver.kill()
      const [ticket] = (await api.get('/api/v1/tickets')).body.data
      for (const tag of ['a', 'b']) await api.post(`/api/v1/tickets/${ticket.id}/tag-changes`, { add: [tag] })
      await api.customerWrites(1, 'Are you there?')
      receiver.launch()
      await asked('replays', { only: 'given_up' }, told(5))
      const types = ['created', 'message_added', 'tags_changed', 'tags_changed', 'message_added']
      expect(receiver.lines).toEqual(types.map(type => `ticket.${type} ${code}`))
    }
  )
})
