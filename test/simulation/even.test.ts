import { describeLives, describeRepetition } from './lives.ts';

describeLives(0, 2);
describeRepetition();
