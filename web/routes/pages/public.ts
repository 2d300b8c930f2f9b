/** The public frame and the pages that are only read. Loaded together, see docs/decisions/0118-what-a-first-visit-downloads.md. */
export { PublicShell } from '../../ui/public-shell.tsx'
export { HomePage } from '../public/home-page.tsx'
export { PrivacyPage, TermsPage } from '../public/legal-page.tsx'
export { NotFoundPage } from '../public/not-found-page.tsx'
