import { useTranslation } from 'react-i18next'
import { PaymentMethodsLink } from '../../features/funding/payment-methods-link.tsx'
import { SessionList } from '../../features/identity/session-list.tsx'
import { SignOut } from '../../features/identity/sign-out.tsx'
import { LimitsLink } from '../../features/prices/limits-link.tsx'
import { ProfilePreferences } from '../../features/profile/preferences.tsx'
import { ProfileAccount, ProfileDetails } from '../../features/profile/profile-parts.tsx'
import { SecurityLink } from '../../features/security/security-link.tsx'
import { PageHeader } from '../../ui/layout.tsx'

/** Who I am, how I like it, where I am signed in, and the way out. */
export function ProfilePage() {
  const { t } = useTranslation()
  return (
    <div className="mx-auto flex w-full max-w-2xl flex-col">
      <PageHeader title={t('ownProfile.title')} />
      <div className="flex flex-col gap-8">
        <ProfileDetails />
        <SecurityLink />
        <PaymentMethodsLink />
        <LimitsLink />
        <ProfilePreferences />
        <SessionList />
        <ProfileAccount />
        <SignOut />
      </div>
    </div>
  )
}
