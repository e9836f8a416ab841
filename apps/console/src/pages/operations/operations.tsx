import type { ComponentType } from 'preact'
import { may } from '../../api/session.js'
import { hrefOf, route } from '../../route.js'
import { NoPage } from '../../ui/states.js'
import { common } from '../../words/common.js'
import { operationsWords } from '../../words/operations.js'
import { Deliveries, Parked } from './attention.js'
import { Health } from './health.js'
import { Keys } from './keys.js'
import { Sessions } from './sessions.js'
import { Webhooks } from './webhooks.js'

type Name = 'alerts' | 'parked' | 'deliveries' | 'webhooks' | 'keys' | 'sessions'

const parts: readonly (readonly [name: Name, scope: string, Show: ComponentType])[] = [
  ['alerts', 'operations:read', Health],
  ['parked', 'operations:read', Parked],
  ['deliveries', 'operations:read', Deliveries],
  ['webhooks', 'webhooks:manage', Webhooks],
  ['keys', 'keys:manage', Keys],
  ['sessions', 'admin', Sessions]
]

/** One part at a time, by the address; whoever may not see one is not offered it. */
export function Operations() {
  const offered = parts.filter(([, scope]) => may(scope))
  const asked = route.value.query.get('part') ?? offered[0]?.[0]
  const [part, , Show] = offered.find(([name]) => name === asked) ?? []
  return (
    <>
      <div class="head">
        <h1>{common.value.pages.operations}</h1>
      </div>
      <nav class="tabs" aria-label={operationsWords.value.parts}>
        {offered.map(([name]) => (
          <a
            key={name}
            href={hrefOf('operations', { part: name })}
            aria-current={name === part ? 'true' : undefined}
          >
            {operationsWords.value.part[name]}
          </a>
        ))}
      </nav>
      {Show ? (
        <div class="stack">
          <Show />
        </div>
      ) : (
        <NoPage />
      )}
    </>
  )
}
