import type { Way } from '../../contract/world-of.ts';
import { pretendWebsupport } from '../websupport/service.ts';

/** Active24 runs the software of Websupport. */
export const ways: readonly Way[] = [pretendWebsupport('ACTIVE24')];
