import { useLoaded } from '../../load.js'
import { Shown } from '../../ui/states.js'

/** The card of whose ticket it is, loaded beside the ticket. */
export function Customer(props: { id: string; beside: string }) {
  const { state, again } = useLoaded('customer card', () => import('../others.js'))
  return (
    <Shown of={state} again={again}>
      {({ CustomerCard }) => <CustomerCard key={props.id} {...props} />}
    </Shown>
  )
}
