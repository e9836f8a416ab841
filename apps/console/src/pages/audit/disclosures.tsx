import { api, got } from '../../api/client.js'
import { may } from '../../api/session.js'
import { agentName } from '../../directory.js'
import { hrefOf } from '../../route.js'
import { Listing } from '../../ui/listing.js'
import { At } from '../../ui/time.js'
import { auditWords } from '../../words/audit.js'
import { valueWords } from '../../words/settings.js'

const nameOf = (principal: string): string =>
  principal.startsWith('agent:') ? agentName(principal.replace('agent:', 'agt_')) : principal

/** Who got personal data of a person whole. */
export function Disclosures() {
  const words = auditWords.value
  return (
    <section class="card stack" aria-labelledby="disclosures">
      <h2 id="disclosures">{words.disclosures}</h2>
      <p class="muted">{words.disclosuresHint}</p>
      <Listing
        of="disclosures"
        caption={words.disclosures}
        limit={10}
        read={query => got(api.GET('/api/v1/audit/disclosures', { params: { query } }))}
        keyOf={({ event_id }) => event_id}
        columns={() => [
          { name: words.when, value: ({ at }) => at, show: ({ at }) => <At at={at} /> },
          { name: words.what, value: ({ what }) => valueWords(what) },
          {
            name: words.who,
            value: ({ principal }) => nameOf(principal),
            show: ({ principal }) => <bdi>{nameOf(principal)}</bdi>
          },
          {
            name: words.of,
            value: ({ customer_id }) => customer_id,
            show: ({ customer_id }) =>
              may('tickets:read') ? (
                <a href={hrefOf('tickets', { customer: customer_id, status: 'any' })}>
                  {customer_id.slice(0, 12)}
                </a>
              ) : (
                customer_id
              )
          }
        ]}
      />
    </section>
  )
}
