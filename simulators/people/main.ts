import { z } from 'zod'
import { openNotes } from './notes.ts'
import { seedDemoPeople } from './seed-demo-people.ts'

/**
 * Plays the demo customers of the test edition through the public interfaces only: they register, read their
 * mail, pay on the acquirer's page and send each other money. What they have is therefore as real as the books.
 */
const environmentSchema = z.object({ OKPAY_URL: z.url(), ACQUIRER_URL: z.url(), NOTES_FILE: z.string() })

const environment = environmentSchema.safeParse(process.env)
if (!environment.success) {
  console.error(
    'The demo people need OKPAY_URL and ACQUIRER_URL, the addresses of the program and the acquirer, and NOTES_FILE.',
  )
  process.exit(2)
}
const { OKPAY_URL: okpayUrl, ACQUIRER_URL: acquirerUrl, NOTES_FILE: notesFile } = environment.data
await seedDemoPeople({ okpayUrl, acquirerUrl }, openNotes(notesFile))
