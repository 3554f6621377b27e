/** `node repairer.js ROOT`: repairs the index of a crash scenario. */
import { repairIndex } from '../../../src/index/embedded/maintenance/repair.js'
import { NAME } from './scenario.js'

await repairIndex(process.argv[2]!, NAME)
