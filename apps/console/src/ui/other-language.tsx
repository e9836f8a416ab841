import { common } from '../words/common.js'
import { language } from '../words/language.js'
import { speak } from '../words/speak.js'
import { say } from './toasts.js'

export function OtherLanguage() {
  const other = language.value === 'en' ? 'ru' : 'en'
  return (
    <button
      type="button"
      class="quiet"
      lang={other}
      onClick={() => void speak(other).catch(() => say(common.value.broken, true))}
    >
      {common.value.otherLanguage}
    </button>
  )
}
