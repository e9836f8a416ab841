import {
  ActOnAgent,
  ActOnAgentHandler,
  ActOnTicket,
  ActOnTicketHandler,
  AssignAutomatically,
  AssignAutomaticallyHandler,
  createSettingsReader,
  type Desk,
  PublishSetting,
  PublishSettingHandler,
  PublishSettings,
  PublishSettingsHandler,
  RuleBook,
  readsOver,
  StreamRunner
} from '#application'
import { systemClock } from '#kernel'
import { createMetrics, silentLogger } from '#observability'
import { createSealer } from '#privacy'
import { followStreams, Routing, Staff } from '#processes'
import { runProcess, runViews } from '#subscriptions'
import { agentView, settingView, ticketView, timersView } from '#views'
import { busOf } from './bus.js'
import type { Stores } from './routing-stores.js'

const shown = [ticketView, timersView, settingView, agentView]

/** A process of the desk that routes: what it knows it has read by itself, from the log and from its stores. */
export function openRoutingProcess({ log, store, state, vault, clock: fake }: Stores) {
  // What the desk sees moves when told; waiting for others takes real time.
  const clock = { ...systemClock, now: () => fake.now() }
  const sealer = createSealer(vault, { clock, cacheMs: 0 })
  const runner = new StreamRunner(log, sealer, clock)
  const parts = { log, runner, vault, sealer, clock }
  const desk: Desk = { ...parts, settings: createSettingsReader(runner), rules: new RuleBook() }
  const reads = readsOver({ log, sealer, clock, store })
  const handlers = [
    [ActOnAgent, new ActOnAgentHandler(desk)],
    [ActOnTicket, new ActOnTicketHandler(desk)],
    [AssignAutomatically, new AssignAutomaticallyHandler(desk, reads)],
    [PublishSetting, new PublishSettingHandler(desk)],
    [PublishSettings, new PublishSettingsHandler(desk)]
  ] as const
  const commands = busOf(handlers)
  const runtime = { clock, logger: silentLogger, metrics: createMetrics(), random: () => 0 }
  const views = runViews({ views: shown, log, store, state, ...runtime })
  const viewsPassed = async (position: string) => {
    for (const { name } of shown) await views.waitFor(name, position, 10_000)
  }
  const options = { desk, commands, clock, logger: silentLogger, tickets: reads.tickets, sla: reads.sla }

  /** As if it had just got the lease. */
  function begin(fence: number) {
    const stop = new AbortController()
    const staff = new Staff()
    const name = `routing-${fence}`
    const followed = followStreams({ name, folds: staff.folds, log, state, clock, logger: silentLogger })
    const following = followed.run(stop.signal)
    const staffPassed = followed.waitFor
    const process = new Routing({ ...options, staffPassed, viewsPassed }, staff)
    const running = runProcess({ process, log, state, fence, ...runtime })
    return {
      waitFor: (position: string) => running.waitFor(position, 10_000),
      async stop() {
        await running.stop()
        stop.abort()
        await following
      }
    }
  }
  return { desk, reads, commands, clock, options, viewsPassed, begin, stop: () => views.stop() }
}

export type RoutingProcess = ReturnType<typeof openRoutingProcess>
