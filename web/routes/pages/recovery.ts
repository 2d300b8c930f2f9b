/** Back into an account one has lost the way to. Loaded together, see docs/decisions/0118-what-a-first-visit-downloads.md. */
export { AccountClosedPage } from '../../features/recovery/account-closed-page.tsx'
export { RecoverPage } from '../../features/recovery/recover-page.tsx'
export { RequestPage } from '../../features/recovery/request-page.tsx'
export { RevertPage } from '../../features/recovery/revert-page.tsx'
