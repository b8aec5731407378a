export { endWithUs } from './end-with-us.js'
export { commitOf, type Machine, machineWith } from './report.js'
export { temporaryFolder } from './temporary-folder.js'
export { type Edit, requireOnce, weaken } from './defences/weakened.js'
