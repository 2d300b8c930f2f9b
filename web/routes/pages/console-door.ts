/** How the staff get into the console. Loaded together, see docs/decisions/0118-what-a-first-visit-downloads.md. */
export { ConsoleDoor } from '../../features/console-sign-in/console-door.tsx'
export { InvitationPage } from '../../features/console-sign-in/invitation-page.tsx'
export { ConsoleSignInPage } from '../../features/console-sign-in/sign-in-page.tsx'
