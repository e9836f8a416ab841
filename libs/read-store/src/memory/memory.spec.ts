import { describeReadStore } from '../contract/index.js'
import { openMemoryReadStore } from './index.js'

describeReadStore('in memory', async () => openMemoryReadStore())
