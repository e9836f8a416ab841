import { render } from 'preact'
import { App } from './app.js'
import './styles/base.css'
import './styles/shell.css'
import './styles/parts.css'
import './styles/ticket.css'
import './styles/settings.css'

render(<App />, document.body)
