import { useTranslation } from 'react-i18next'
import { deviceOf } from '../../../contract/device.ts'
import { useLanguage } from '../../lib/i18n.ts'

/** A place in words: the country's name, a private network, or that nobody knows. */
export function usePlaceName(): (place: string | null) => string {
  const { t } = useTranslation()
  const language = useLanguage()
  return place => {
    if (place === null) return t('security.place.unknown')
    if (place === 'private') return t('security.place.private')
    return new Intl.DisplayNames(language, { type: 'region' }).of(place) ?? place
  }
}

/** What people call the browser and system they used. */
export function useDeviceName(): (userAgent: string) => string {
  const { t } = useTranslation()
  return userAgent => {
    const { browser, system } = deviceOf(userAgent)
    if (browser && system) return t('ownProfile.device', { browser, system })
    return browser ?? system ?? t('security.device.unknown')
  }
}
