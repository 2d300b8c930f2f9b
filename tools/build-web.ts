import { fileURLToPath } from 'node:url'
import { runBuild } from '../server/launch-web.ts'
import { compressAssets } from '../server/platform/http/compress-assets.ts'

/** Builds the web application into web/dist and notes from which sources, so that `npm start` need not. */
const built = await runBuild('inherit')
// A server in a container cannot write there and would send every file as large as it is.
if (built) await compressAssets(fileURLToPath(new URL('../web/dist/', import.meta.url)))
process.exitCode = built ? 0 : 1
