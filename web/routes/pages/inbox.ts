/** Mails and text messages of the test edition. Loaded together, see docs/decisions/0118-what-a-first-visit-downloads.md. */
export { InboxPage } from '../../features/test-inbox/inbox-page.tsx'
