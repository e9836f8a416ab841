import { session } from '../api/session.js'
import { common } from '../words/common.js'
import { Options } from './choice.js'
import { look, lookLike, looks } from './look.js'
import { OtherLanguage } from './other-language.js'

/** Who is here, as what; language, appearance, the way out. */
export function Account({ signOut }: { signOut: () => void }) {
  const words = common.value
  const { principal, role } = session.value ?? {}
  return (
    <details class="account">
      <summary>
        <span class="visually-hidden">{words.account}</span>
        <span class="avatar" aria-hidden="true">
          {[...(principal?.display_name ?? '•')][0]}
        </span>
        <span class="who">
          <bdi>{principal?.display_name ?? principal?.id}</bdi>
          <small>{role ? words.role[role] : words.byKey}</small>
        </span>
      </summary>
      <div class="menu">
        <label for="look">{words.appearance}</label>
        <select
          id="look"
          value={look.value}
          onChange={({ currentTarget }) => {
            const chosen = looks.find(one => one === currentTarget.value)
            if (chosen) lookLike(chosen)
          }}
        >
          <Options of={looks.map(one => [one, words.look[one]] as const)} />
        </select>
        <OtherLanguage />
        <button type="button" class="quiet" onClick={signOut}>
          {words.signOut}
        </button>
      </div>
    </details>
  )
}
