import type { PublicEvent } from '#application'
import { endpointsTold } from '#domain'
import { endpointIdIn } from '#kernel'
import type { Asking } from './asking.js'
import type { Commands, Fired } from './commands.js'
import type { Endpoints } from './endpoints.js'
import { isAskedFor } from './made.js'

/** What rules tell endpoints by name, whatever else those are told. */
export class FiredRules {
  constructor(
    private readonly endpoints: Endpoints,
    private readonly asking: Asking,
    private readonly commands: Commands
  ) {}

  /** The endpoints that the rule names, and no others. @throws InfrastructureFault */
  async tell(event: Fired, told: PublicEvent): Promise<void> {
    for (const shown of endpointsTold(event.data)) {
      const id = endpointIdIn(shown)
      if (!id) continue
      const endpoint = this.endpoints.get(id) ?? (await this.endpoints.read(id))
      if (!endpoint) await this.commands.lapse(event, id, 'endpoint_unknown')
      else if (isAskedFor(endpoint.state.terms, told)) await this.asking.ask(new Set([endpoint]), told)
      else await this.commands.lapse(event, id, 'endpoint_not_allowed')
    }
  }
}
