import { answering } from '../child.js'
import { type HistoryQuestion, writeHistory } from './write-history.js'

answering<HistoryQuestion>(writeHistory)
