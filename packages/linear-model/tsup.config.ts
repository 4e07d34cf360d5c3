import { library } from '@lookalikes/build';

export default library(['src/index.ts', 'src/batch-thread.ts', 'src/score-thread.ts']);
