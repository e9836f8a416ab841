import { render } from 'preact'
import { App } from './app.js'
import { language } from './words/language.js'
import { wordsOf } from './words/speak.js'
import './styles/base.css'
import './styles/shell.css'
import './styles/parts.css'
import './styles/ticket.css'
import './styles/settings.css'

// Without them it is told in English. Not waited for here: they come in a file that waits for this one.
void wordsOf(language.value)
  .catch(() => {})
  .then(() => render(<App />, document.body))
