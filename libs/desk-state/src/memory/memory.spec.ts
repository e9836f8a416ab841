import { describeDeskState } from '../contract/index.js'
import { openMemoryDeskState } from './index.js'

describeDeskState('in memory', async clock => openMemoryDeskState({ clock }))
