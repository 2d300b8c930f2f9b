import { runBuild } from '../server/launch-web.ts'

/** Builds the web application into web/dist and notes from which sources, so that `npm start` need not. */
process.exitCode = (await runBuild('inherit')) ? 0 : 1
