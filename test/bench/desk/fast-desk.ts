/** The desk that `npm start` runs, its clock FAST_CLOCK times as fast. */
import '../../simulation/fast-clock.js'
import '../../../apps/desk/src/main.js'
