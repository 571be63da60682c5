"""What the rows hold on: the thing that each is about, and the facts that its sentence tells."""
