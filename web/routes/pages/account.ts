/** Becoming a customer, and signing in. Loaded together, see docs/decisions/0118-what-a-first-visit-downloads.md. */
export { CheckMailPage } from '../../features/identity/check-mail-page.tsx'
export { ConfirmEmailPage } from '../../features/identity/confirm-email-page.tsx'
export { RegisterPage } from '../../features/identity/register-page.tsx'
export { SignInPage } from '../../features/identity/sign-in-page.tsx'
export { SignInVerifyPage } from '../../features/identity/sign-in-verify-page.tsx'
