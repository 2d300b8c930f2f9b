import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { endOf, spawnLeashed } from './launch-child.ts'
import { openNotes } from '../simulators/people/notes.ts'
import { say } from './launch-messages.ts'
import { lastLines, openLog, sizeOf } from './platform/log-file.ts'

const people = fileURLToPath(new URL('../simulators/people/main.ts', import.meta.url))

/**
 * Lets the demo customers of the test edition open their accounts, top up and pay each other, as anybody would; once
 * they have, nothing is started. The system is of use without them, so their failure does not stop it.
 */
export async function playDemoPeople(options: {
  dataDir: string
  apiUrl: string
  acquirerUrl: string
  /** A stop ends what they talk to before them, and then their failure is no news. */
  stopping: AbortSignal
}): Promise<void> {
  const notesFile = join(options.dataDir, 'demo-people.json')
  if (openNotes(notesFile).isDone()) return
  say('playingDemo')
  const file = join(options.dataDir, 'logs', 'demo-people.log')
  const logStart = await sizeOf(file)
  const log = await openLog(file)
  try {
    const child = spawnLeashed([people], {
      environment: {
        PATH: process.env['PATH'],
        OKPAY_URL: options.apiUrl,
        ACQUIRER_URL: options.acquirerUrl,
        NOTES_FILE: notesFile,
      },
      output: log.fd,
    })
    const how = await endOf(child)
    if (how !== 'exit code 0' && !options.stopping.aborted)
      say('demoFailed', { how, file, lines: await lastLines(file, logStart) })
  } finally {
    log.close()
  }
}
