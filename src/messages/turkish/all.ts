import type { Catalogue } from '../speech.js'
import { checks } from './checks.js'
import { checkpointErrors } from './errors-checkpoints.js'
import { commandErrors } from './errors-commands.js'
import { dataErrors } from './errors-data.js'
import { modelErrors } from './errors-models.js'
import { examples } from './examples.js'
import { help } from './help.js'
import { optionHelp } from './help-options.js'
import { notes } from './notes.js'
import { printed } from './printed.js'
import { printedOfMachine } from './printed-machine.js'
import { reading } from './reading.js'
import { trainingNotes } from './training.js'

/** Turkish by the English text. */
export const turkish: Catalogue = {
  texts: { ...help, ...optionHelp, ...examples, ...printed, ...printedOfMachine },
  messages: {
    ...notes,
    ...reading,
    ...checks,
    ...trainingNotes,
    ...commandErrors,
    ...modelErrors,
    ...checkpointErrors,
    ...dataErrors,
  },
}
