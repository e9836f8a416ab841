import { common } from '../words/common.js'
import { language, speak } from '../words/language.js'

export function OtherLanguage() {
  const other = language.value === 'en' ? 'ru' : 'en'
  return (
    <button type="button" class="quiet" lang={other} onClick={() => speak(other)}>
      {common.value.otherLanguage}
    </button>
  )
}
