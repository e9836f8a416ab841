import { useLoaded } from '../../load.js'
import { hrefOf } from '../../route.js'
import { Shown } from '../../ui/states.js'
import { kindWords, settingsWords } from '../../words/settings.js'
import { readReferences } from './publish.js'

/** The settings in force that refer to a document. */
export function UsedBy({ path, id }: { path: string; id: string }) {
  const words = settingsWords.value
  const { state, again } = useLoaded(`used ${path}/${id}`, () => readReferences(path, id))
  return (
    <section class="card stack small" aria-labelledby="used-by">
      <h2 id="used-by">{words.usedByTitle}</h2>
      <Shown of={state} again={again}>
        {all =>
          all.length === 0 ? (
            <p class="muted">{words.unused}</p>
          ) : (
            <ul>
              {all.map(one => {
                const [kind = '', of] = one.split('/')
                return (
                  <li key={one}>
                    <a href={hrefOf(`settings/${one}`)}>
                      {kindWords(kind)}: {of}
                    </a>
                  </li>
                )
              })}
            </ul>
          )
        }
      </Shown>
      {path === 'queues' && <a href={hrefOf('tickets', { queue: id })}>{words.itsTickets}</a>}
    </section>
  )
}
