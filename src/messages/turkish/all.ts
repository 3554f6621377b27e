import type { Catalogue } from '../speech.js'
import { commandErrors } from './errors-commands.js'
import { dataErrors } from './errors-data.js'
import { modelErrors } from './errors-models.js'
import { examples } from './examples.js'
import { help } from './help.js'
import { optionHelp } from './help-options.js'
import { notes } from './notes.js'
import { printed } from './printed.js'
import { printedOfMachine } from './printed-machine.js'

/** Turkish by the English text. */
export const turkish: Catalogue = {
  texts: { ...help, ...optionHelp, ...examples, ...printed, ...printedOfMachine },
  messages: { ...notes, ...commandErrors, ...modelErrors, ...dataErrors },
}
