package io.github.mixedsession.load;

import java.lang.management.ManagementFactory;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * Tells what the application has used so far.
 */
@RestController
class MeterController {

	private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

	private final OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

	private final StatementCounter counter;

	MeterController(StatementCounter counter) {
		this.counter = counter;
	}

	/**
	 * Returns allocated bytes, nanoseconds of CPU time, statements or commands, and transactions.
	 */
	@GetMapping("/meter")
	String meter(@RequestParam boolean count) {
		this.counter.turn(count);
		long bytes = 0;
		for (long allocated : this.threads.getThreadAllocatedBytes(this.threads.getAllThreadIds())) {
			bytes += Math.max(allocated, 0);
		}
		return bytes + " " + this.system.getProcessCpuTime() + " " + this.counter.statements() + " " + this.counter.transactions();
	}

}
