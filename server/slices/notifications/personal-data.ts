import type { ReadDb } from '../../platform/db.ts'
import * as queries from './queries-personal.ts'

/** What was chosen, which browsers get messages, and what was sent where and when; not the texts, which mails hold. */
export const notificationData = {
  name: 'notifications',
  async read(db: ReadDb, customerId: string): Promise<unknown> {
    return {
      preferences: await queries.readPreferences(db, customerId),
      browsers: await queries.readBrowsers(db, customerId),
      sent: await queries.readSent(db, customerId),
    }
  },
}
