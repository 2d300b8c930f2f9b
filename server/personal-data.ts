import { readOwnEvents, readStaffAccess } from './platform/queries-personal.ts'
import type { DataSection } from './slices/identity/index.ts'

/** What the platform itself keeps of a customer, for the copy of their data: the log of events, and who looked. */
export const platformData: readonly DataSection[] = [
  { name: 'events', read: readOwnEvents },
  { name: 'looked_at_by_staff', read: readStaffAccess },
]
